/* How often each of the numbers 0 to bins - 1 occurs: each thread has counts of its own. */
void histogram(const long *values, long *restrict counts, long bins, long n)
{
    for (long k = 0; k < bins; k++)
        counts[k] = 0;
#pragma omp parallel for reduction(+ : counts[:bins])
    for (long i = 0; i < n; i++)
        counts[values[i]]++;
}
