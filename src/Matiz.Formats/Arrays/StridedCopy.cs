using System.Runtime.CompilerServices;

namespace Matiz.Formats.Arrays;

/// <summary>Elements that lie apart, brought together in row-major order.</summary>
internal static unsafe class StridedCopy
{
    /// <summary>The steps from one element to the next along each axis, in elements, where they lie row-major without gaps.</summary>
    public static long[] RowMajor(ReadOnlySpan<long> shape)
    {
        var strides = new long[shape.Length];
        long step = 1;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            strides[axis] = step;
            step *= Math.Max(shape[axis], 1);
        }

        return strides;
    }

    /// <summary>Copies elements <paramref name="first"/> to <paramref name="first"/> + count of the row-major order.</summary>
    /// <param name="source">The element of index 0 along every axis.</param>
    /// <param name="size">Bytes of an element: 1, 2, 4 or 8.</param>
    /// <param name="shape">The lengths of the axes, none 0.</param>
    /// <param name="strides">Steps along each axis in elements.</param>
    /// <param name="first">The first element.</param>
    /// <param name="destination">Filled with whole elements.</param>
    public static void Copy(
        byte* source, int size, ReadOnlySpan<long> shape, ReadOnlySpan<long> strides, long first, Span<byte> destination)
    {
        long count = destination.Length / size;
        if (shape.Length == 0)
        {
            if (count > 0) new ReadOnlySpan<byte>(source, size).CopyTo(destination);
            return;
        }

        int last = shape.Length - 1;
        Span<long> index = shape.Length <= 16 ? stackalloc long[shape.Length] : new long[shape.Length];
        long rest = first, place = 0;
        for (int axis = last; axis >= 0; axis--)
        {
            (rest, index[axis]) = Math.DivRem(rest, shape[axis]);
            place += index[axis] * strides[axis];
        }

        fixed (byte* start = destination)
        {
            byte* to = start;
            while (count > 0)
            {
                long run = Math.Min(count, shape[last] - index[last]);
                CopyRun(source + (place * size), strides[last] * size, size, run, to);
                to += run * size;
                count -= run;
                index[last] += run;
                place += run * strides[last];
                for (int axis = last; axis > 0 && index[axis] == shape[axis]; axis--)
                {
                    place += strides[axis - 1] - (index[axis] * strides[axis]);
                    index[axis] = 0;
                    index[axis - 1]++;
                }
            }
        }
    }

    private static void CopyRun(byte* from, long step, int size, long count, byte* to)
    {
        if (step == size)
        {
            Buffer.MemoryCopy(from, to, count * size, count * size);
            return;
        }

        switch (size)
        {
            case 1: Gather<byte>(from, step, count, to); break;
            case 2: Gather<ushort>(from, step, count, to); break;
            case 4: Gather<uint>(from, step, count, to); break;
            default: Gather<ulong>(from, step, count, to); break;
        }
    }

    private static void Gather<T>(byte* from, long step, long count, byte* to) where T : unmanaged
    {
        for (long i = 0; i < count; i++, from += step, to += sizeof(T)) Unsafe.WriteUnaligned(to, Unsafe.ReadUnaligned<T>(from));
    }
}
