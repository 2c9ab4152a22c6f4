/* Sparse matrix (CSR) times vector; each thread takes rows with equally many entries. */
#include <omp.h>

static long row_of_entry(const long *start, long rows, long entry)
{
    long low = 0, high = rows;
    while (low < high) {
        long middle = (low + high) / 2;
        if (start[middle] < entry)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

void sparse_matvec(const long *start, const int *column, const double *value, const double *x,
                   double *restrict y, long n)
{
#pragma omp parallel
    {
        long thread = omp_get_thread_num(), threads = omp_get_num_threads();
        long first = row_of_entry(start, n, start[n] * thread / threads);
        long last = row_of_entry(start, n, start[n] * (thread + 1) / threads);
        for (long i = first; i < last; i++) {
            double total = 0.0;
            for (long k = start[i]; k < start[i + 1]; k++)
                total += value[k] * x[column[k]];
            y[i] = total;
        }
    }
}
