/* Quotients of two arrays. */
void division(const double *a, const double *b, double *restrict out, long n)
{
#pragma omp parallel for
    for (long i = 0; i < n; i++)
        out[i] = a[i] / b[i];
}
