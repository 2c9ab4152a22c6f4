/* Pi from darts; the numbers of a dart are its number, mixed by the steps of SplitMix64. */
#include <stdint.h>

static double uniform(uint64_t number)
{
    uint64_t z = number * 0x9E3779B97F4A7C15u;
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
    z = z ^ (z >> 31);
    return (z >> 11) * (1.0 / 9007199254740992.0);
}

double monte_carlo_pi(long n, long seed)
{
    long inside = 0;
#pragma omp parallel for reduction(+ : inside)
    for (long i = 0; i < n; i++) {
        double x = uniform(seed + 2 * i), y = uniform(seed + 2 * i + 1);
        if (x * x + y * y < 1.0)
            inside++;
    }
    return 4.0 * inside / n;
}
