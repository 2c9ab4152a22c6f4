/* For each value, how many of those before it are larger. A short row goes with a long one. */
static long larger_before(const double *x, long i)
{
    long count = 0;
    for (long j = 0; j < i; j++)
        if (x[j] > x[i])
            count++;
    return count;
}

void triangular(const double *x, long *restrict larger, long n)
{
#pragma omp parallel for
    for (long k = 0; k < (n + 1) / 2; k++) {
        larger[k] = larger_before(x, k);
        larger[n - 1 - k] = larger_before(x, n - 1 - k);
    }
}
