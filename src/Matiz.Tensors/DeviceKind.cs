namespace Matiz.Tensors;

/// <summary>A kind of device.</summary>
/// <param name="Name">What it is called in settings: <c>cpu</c>.</param>
/// <param name="IsUsable">Whether this machine has one.</param>
/// <param name="Open">Makes one; says what is missing where it cannot.</param>
internal sealed record DeviceKind(string Name, Func<bool> IsUsable, Func<DeviceOptions, Device> Open)
{
    /// <summary>Best first: <see cref="Device.Default"/> is the first that is usable. A kind added is a line here.</summary>
    public static IReadOnlyList<DeviceKind> All { get; } =
    [
        new("cpu", static () => true, static options => new CpuDevice(variant: null, options.Threads, options.Precision)),
    ];
}
