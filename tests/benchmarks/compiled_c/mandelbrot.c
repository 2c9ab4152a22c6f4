/* Iterations of z^2 + c until |z| exceeds 2, for a grid of points; rows are dealt out in turn. */
void mandelbrot(const double *x, const double *y, int *restrict image, long most, long n)
{
#pragma omp parallel for schedule(static, 1)
    for (long row = 0; row < n; row++)
        for (long column = 0; column < n; column++) {
            double zx = 0.0, zy = 0.0;
            long k = 0;
            while (k < most) {
                double zx2 = zx * zx, zy2 = zy * zy;
                if (zx2 + zy2 > 4.0)
                    break;
                zy = (zx + zx) * zy + y[row];
                zx = zx2 - zy2 + x[column];
                k++;
            }
            image[row * n + column] = k;
        }
}
