/* Prefix sums in two passes: the sum of each thread's block, then the block from where it starts. */
#include <omp.h>

void prefix_sum(const double *x, double *restrict out, long n)
{
    double totals[omp_get_max_threads()];
#pragma omp parallel
    {
        long thread = omp_get_thread_num(), threads = omp_get_num_threads();
        long first = n * thread / threads, last = n * (thread + 1) / threads;
        double total = 0.0;
        for (long i = first; i < last; i++)
            total += x[i];
        totals[thread] = total;
#pragma omp barrier
        total = 0.0;
        for (long before = 0; before < thread; before++)
            total += totals[before];
        for (long i = first; i < last; i++) {
            total += x[i];
            out[i] = total;
        }
    }
}
