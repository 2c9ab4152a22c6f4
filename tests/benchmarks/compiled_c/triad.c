/* out = b + s * c */
void triad(const double *b, const double *c, double s, double *restrict out, long n)
{
#pragma omp parallel for
    for (long i = 0; i < n; i++)
        out[i] = b[i] + s * c[i];
}
