namespace Matiz.Tensors;

/// <summary>Where tensors lie and operations run. Model code never asks which device it has.</summary>
public abstract class Device
{
    private static readonly Lazy<CpuDevice> DefaultCpu = new(() => new CpuDevice());

    /// <summary>The device that is used when none is named: the CPU with every core.</summary>
    public static Device Default => DefaultCpu.Value;

    /// <summary>A short name, for logs and settings: <c>cpu</c>.</summary>
    public abstract string Name { get; }

    /// <summary>A new tape for one forward pass, and its backward pass if <paramref name="training"/>.</summary>
    /// <param name="training">False: nothing is recorded, dropout does nothing.</param>
    /// <param name="randomness">What keys the dropout of this pass; needed only where dropout is above zero.</param>
    public abstract Tape NewTape(bool training, StepRandomness randomness = default);
}
