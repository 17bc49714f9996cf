namespace Matiz.Formats.Hdf5;

/// <summary>Reads the shape of a dataset or attribute.</summary>
internal static class Hdf5Space
{
    private const int MostAxes = 32;      // the library's own limit

    /// <summary>The lengths of the axes; empty for a single value, null where there is no value at all.</summary>
    public static long[]? Read(ref Hdf5Cursor cursor)
    {
        int version = cursor.Byte(), rank = cursor.Byte();
        cursor.Skip(1);
        if (rank > MostAxes) throw cursor.Fault($"has {rank} axes, expected at most {MostAxes}");
        switch (version)
        {
            case 1: cursor.Skip(5); break;
            case 2 when cursor.Byte() is <= 2 and var kind:
                if (kind == 2) return null;
                break;
            default: throw cursor.Fault($"has version {version}, expected 1 or 2");
        }

        long[] shape = new long[rank];
        for (int axis = 0; axis < rank; axis++) shape[axis] = cursor.Length();
        return shape;
    }
}
