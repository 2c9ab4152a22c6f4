/* The nearest of some centres for each point; three coordinates each. */
#include <float.h>

void kmeans(const double *points, const double *centre, long *restrict label, long centres, long n)
{
#pragma omp parallel for
    for (long i = 0; i < n; i++) {
        double nearest = DBL_MAX;
        long best = 0;
        for (long k = 0; k < centres; k++) {
            double x = points[3 * i] - centre[3 * k];
            double y = points[3 * i + 1] - centre[3 * k + 1];
            double z = points[3 * i + 2] - centre[3 * k + 2];
            double distance = x * x + y * y + z * z;
            if (distance < nearest) {
                nearest = distance;
                best = k;
            }
        }
        label[i] = best;
    }
}
