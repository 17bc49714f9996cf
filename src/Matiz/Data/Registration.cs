namespace Matiz.Data;

/// <summary>How a program's own parts come into the visible lists: behind the others, while other threads read or add.</summary>
internal static class Registration
{
    /// <summary>Puts a part behind the others.</summary>
    /// <param name="list">The list; whoever has it already keeps the one before.</param>
    /// <param name="part">What is added.</param>
    /// <param name="requireFree">Throws where a part of the list has its name; asked again where another thread was faster.</param>
    public static void Add<T>(ref T[] list, T part, Action<T[]> requireFree)
    {
        T[] before;
        do
        {
            before = Volatile.Read(ref list);
            requireFree(before);
        }
        while (Interlocked.CompareExchange(ref list, [.. before, part], before) != before);
    }
}
