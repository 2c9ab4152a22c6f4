/* The sum of an array. */
double sum(const double *arr, long n)
{
    double total = 0.0;
#pragma omp parallel for reduction(+ : total)
    for (long i = 0; i < n; i++)
        total += arr[i];
    return total;
}
