/* Distances between the points of two lists; three coordinates each. */
#include <math.h>

void temporaries(const double *a, const double *b, double *restrict out, long n)
{
#pragma omp parallel for
    for (long i = 0; i < n; i++) {
        double x = a[3 * i] - b[3 * i];
        double y = a[3 * i + 1] - b[3 * i + 1];
        double z = a[3 * i + 2] - b[3 * i + 2];
        out[i] = sqrt(x * x + y * y + z * z);
    }
}
