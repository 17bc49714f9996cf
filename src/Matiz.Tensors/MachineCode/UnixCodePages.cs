using Access = Matiz.Tensors.MachineCode.UnixPages.Access;

namespace Matiz.Tensors.MachineCode;

/// <summary>Code on Linux and macOS.</summary>
internal sealed unsafe class UnixCodePages : CodePages
{
    protected override byte* Reserve(nuint bytes) => UnixPages.TryReserve(bytes, Access.Read | Access.Write);

    protected override bool MakeExecutable(byte* pages, nuint bytes) => UnixPages.TryAllow(pages, bytes, Access.Read | Access.Execute);

    protected override void Release(byte* pages, nuint bytes) => UnixPages.Release(pages, bytes);
}
