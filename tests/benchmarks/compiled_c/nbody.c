/* The pull of every body on every other; positions and accelerations are three rows of n. */
#include <math.h>

void nbody(const double *position, const double *mass, double soft,
           double *restrict acceleration, long n)
{
    const double *x = position, *y = position + n, *z = position + 2 * n;
#pragma omp parallel for
    for (long i = 0; i < n; i++) {
        double ax = 0.0, ay = 0.0, az = 0.0;
        for (long j = 0; j < n; j++) {
            double dx = x[j] - x[i], dy = y[j] - y[i], dz = z[j] - z[i];
            double square = dx * dx + dy * dy + dz * dz + soft;
            double pull = mass[j] / (square * sqrt(square));
            ax += dx * pull;
            ay += dy * pull;
            az += dz * pull;
        }
        acceleration[i] = ax;
        acceleration[n + i] = ay;
        acceleration[2 * n + i] = az;
    }
}
