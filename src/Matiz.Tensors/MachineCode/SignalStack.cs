using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Matiz.Tensors.MachineCode;

/// <summary>
/// The stack on which Linux hands a thread its signals. It lays down all registers there: 3 KB with 512-bit vectors, and 11 KB from a
/// thread's first tile on. .NET gives each thread 12 KB, of which its own handler takes 4. With less than that the process ends where a
/// null reference should have become an exception; so a thread that is about to use tiles gets a larger one.
/// </summary>
/// <remarks>
/// <para>
/// Source: sigaltstack(2); Documentation/arch/x86/xstate.rst of Linux, which sees to it that the registers have room, but no more;
/// <c>EnsureSignalAlternateStack</c> of the runtime.
/// </para>
/// <para>
/// When such a thread ends, its stack serves the next one. The runtime's own stays reserved (16 KB of addresses): which of the two the
/// runtime frees then differs between its versions.
/// </para>
/// </remarks>
internal static unsafe partial class SignalStack
{
    /// <summary>Bytes of a stack that has room for tiles and for what a handler calls.</summary>
    public const int Bytes = 64 << 10;

    // Nobody may write below a stack, lest one that is still too small end up in other memory; a page on any system.
    private const int GuardBytes = 64 << 10;

    // The runtime may try to free the stack that it finds at the end of a thread. The system refuses what begins within a page.
    private const int Offset = 64;

    private const int Disabled = 2;

    private static readonly ConcurrentBag<nint> Unused = [];

    [ThreadStatic]
    private static Holder? _holder;

    /// <summary>Every thread calls it before its first tile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void MakeRoomForTiles()
    {
        if (_holder is null) Enlarge();
    }

    /// <summary>Where this thread's stack lies, and its bytes; none: it takes signals on the stack that it runs on.</summary>
    public static (nint First, long Bytes) OfThisThread()
    {
        Description stack;
        return Exchange(null, &stack) == 0 && (stack.Flags & Disabled) == 0 ? (stack.First, (long)stack.Bytes) : default;
    }

    // Without memory all stays as it was.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Enlarge()
    {
        _holder = new Holder();
        if (!OperatingSystem.IsLinux() || OfThisThread().Bytes is 0 or >= Bytes) return;
        if (!Unused.TryTake(out nint stack) && (stack = (nint)TryReserve()) == 0) return;
        var description = new Description { First = stack, Bytes = Bytes };
        if (Exchange(&description, null) == 0) _holder.Stack = stack;
        else Unused.Add(stack);
    }

    private static byte* TryReserve()
    {
        const int bytes = Offset + Bytes;
        byte* pages = UnixPages.TryReserve(GuardBytes + bytes, UnixPages.Access.None);
        if (pages is null) return null;
        byte* stack = pages + GuardBytes;
        if (UnixPages.TryAllow(stack, bytes, UnixPages.Access.Read | UnixPages.Access.Write)) return stack + Offset;
        UnixPages.Release(pages, GuardBytes + bytes);
        return null;
    }

    [LibraryImport("libc", EntryPoint = "sigaltstack")]
    private static partial int Exchange(Description* stack, Description* old);

    // stack_t of <signal.h>.
    [StructLayout(LayoutKind.Sequential)]
    private struct Description
    {
        public nint First;
        public int Flags;
        public nuint Bytes;
    }

    // Of one thread: nothing refers to it any more when that has ended.
    private sealed class Holder
    {
        public nint Stack;

        ~Holder()
        {
            if (Stack != 0) Unused.Add(Stack);
        }
    }
}
