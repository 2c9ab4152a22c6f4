/* Sums of the columns, walking along the rows: each thread has sums of its own. */
void memory_order(const double *array, double *restrict sums, long n)
{
    for (long j = 0; j < n; j++)
        sums[j] = 0.0;
#pragma omp parallel for reduction(+ : sums[:n])
    for (long i = 0; i < n; i++)
        for (long j = 0; j < n; j++)
            sums[j] += array[i * n + j];
}
