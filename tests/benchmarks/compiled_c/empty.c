/* Does nothing: what a call through ctypes costs. */
void empty(void)
{
}
