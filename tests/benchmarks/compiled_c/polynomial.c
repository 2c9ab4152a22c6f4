/* Horner's rule at many points; the coefficients come from outside. */
void polynomial(const double *c, const double *x, double *restrict out, long terms, long n)
{
#pragma omp parallel for simd
    for (long i = 0; i < n; i++) {
        double value = c[0];
        for (long k = 1; k < terms; k++)
            value = value * x[i] + c[k];
        out[i] = value;
    }
}
