/* The sum of a table's entries in the order of an index. */
long gather(const long *table, const long *index, long n)
{
    long total = 0;
#pragma omp parallel for reduction(+ : total)
    for (long i = 0; i < n; i++)
        total += table[index[i]];
    return total;
}
