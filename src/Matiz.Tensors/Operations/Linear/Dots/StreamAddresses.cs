using Iced.Intel;
using Matiz.Tensors.MachineCode;

namespace Matiz.Tensors.Operations.Linear.Dots;

/// <summary>The registers of assembled code that say where the next lines of the <see cref="StreamsAhead"/> lie.</summary>
/// <param name="first">The register of the first stream's line.</param>
internal readonly struct StreamAddresses(Register first)
{
    // Both calling conventions want these back.
    private const Register Apart = Register.RBX, ThreeApart = Register.RBP;

    /// <summary>Saves what the registers hold.</summary>
    public void Keep(CodeBuilder code)
    {
        code.Push(Apart);
        code.Push(ThreeApart);
    }

    /// <summary>Gives back what they held.</summary>
    public void Return(CodeBuilder code)
    {
        code.Pop(ThreeApart);
        code.Pop(Apart);
    }

    /// <summary>Reads the streams of a tile; its register may be that of the first stream.</summary>
    public void Set(CodeBuilder code, Register tile)
    {
        code.Load(Apart, CodeBuilder.At(tile, DotTile.AheadOffset + StreamsAhead.ApartOffset));
        code.LoadAddress(ThreeApart, CodeBuilder.At(Apart, Apart, 2));
        code.Load(first, CodeBuilder.At(tile, DotTile.AheadOffset + StreamsAhead.FirstOffset));
    }

    /// <summary>A line of a stream.</summary>
    public MemoryOperand At(int stream, int offset = 0) => stream switch
    {
        0 => CodeBuilder.At(first, offset),
        3 => CodeBuilder.At(first, ThreeApart, 1, offset),
        _ => CodeBuilder.At(first, Apart, stream, offset),
    };

    /// <summary>Goes on in all streams.</summary>
    public void Advance(CodeBuilder code, int bytes) => code.Add(first, bytes);
}
