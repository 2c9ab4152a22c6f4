/* How many steps each number below n takes to 1. */
void collatz(long *restrict steps, long n)
{
    steps[0] = 0;
#pragma omp parallel for
    for (long start = 1; start < n; start++) {
        long number = start, count = 0;
        while (number > 1) {
            number = number % 2 == 0 ? number / 2 : 3 * number + 1;
            count++;
        }
        steps[start] = count;
    }
}
