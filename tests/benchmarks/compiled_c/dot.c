/* Dot product. */
double dot(const double *a, const double *b, long n)
{
    double total = 0.0;
#pragma omp parallel for reduction(+ : total)
    for (long i = 0; i < n; i++)
        total += a[i] * b[i];
    return total;
}
