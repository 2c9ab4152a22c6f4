# The listing of a tutorial on parallelising Python with Numba, as it is printed there.
from numba import jit


@jit(nopython=True)
def calculate_sum(arr):
    total = 0.0
    for i in range(len(arr)):
        total += arr[i]
    return total


data = [1.0, 2.0, 3.0, 4.0, 5.0]
result = calculate_sum(data)
print("Sum:", result)
