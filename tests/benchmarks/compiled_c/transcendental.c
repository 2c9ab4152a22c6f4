/* Sine times exponential; gcc calls the C library's functions for vectors. */
#include <math.h>

void transcendental(const double *x, double *restrict out, long n)
{
#pragma omp parallel for
    for (long i = 0; i < n; i++)
        out[i] = sin(x[i]) * exp(-x[i]);
}
