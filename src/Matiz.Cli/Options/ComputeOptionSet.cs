using System.CommandLine;
using Matiz.Tensors;
using static Matiz.Cli.Options.OptionFactory;

namespace Matiz.Cli.Options;

/// <summary>
/// Where, with how many threads and in what the program computes. The first two change no bit of the result; the third does.
/// </summary>
internal sealed class ComputeOptionSet : IOptionSet
{
    /// <summary>A set of options.</summary>
    /// <param name="precisions">What can be computed in; none: the user does not choose.</param>
    public ComputeOptionSet(params IReadOnlyList<Precision> precisions) =>
        Precision = precisions.Count == 0
            ? null
            : Choice(
                "--precision", "What is computed in (default fp32; of a folder of 8-bit weights int8)",
                [.. precisions.Select(precision => precision.Name)]);

    /// <summary>Of a command that trains.</summary>
    public static ComputeOptionSet ForTraining() => new(Tensors.Precision.Float32, Tensors.Precision.BFloat16);

    /// <summary>Of a command that computes forward only.</summary>
    public static ComputeOptionSet ForInference() => new(Tensors.Precision.All);

    public Option<int?> Threads { get; } = Whole(
        "--threads", "Threads that share the work (default: one a core); the result does not depend on it", 1, Tensors.Device.MostThreads);

    public Option<string?> Device { get; } = Choice(
        "--device", "Where to compute (default cpu; this version has no other)", ["cpu", "cuda"]);

    /// <summary>Null where the user does not choose.</summary>
    public Option<string?>? Precision { get; }

    public string Title => "Computing";

    public IReadOnlyList<Option> All => Precision is null ? [Threads, Device] : [Threads, Device, Precision];

    /// <summary>The device that was asked for; that it computes otherwise is said as a warning.</summary>
    /// <param name="parse">What was typed.</param>
    /// <param name="notes">Where the warning goes.</param>
    /// <param name="recorded">The threads of the resumed run; null: one a core.</param>
    /// <param name="precision">What the resumed run is computed in; null: as typed, else as the model's folder says.</param>
    /// <exception cref="UsageException">It is not there, or <c>MATIZ_KERNELS</c> names no kernels of this processor.</exception>
    public Tensors.Device ReadDevice(ParseResult parse, Notes notes, int? recorded = null, string? precision = null)
    {
        string? kind = parse.GetValue(Device);
        if (kind is not null && !Tensors.Device.Kinds.Contains(kind))
            throw new UsageException(
                $"--device {kind}: this version computes on the processor only. cpu was expected. Leave --device out.");
        int? threads = parse.GetValue(Threads) ?? (recorded is { } count ? Math.Clamp(count, 1, Tensors.Device.MostThreads) : null);
        try
        {
            var device = Tensors.Device.Open(kind, new DeviceOptions { Threads = threads, Precision = ReadPrecision(parse, precision) });
            if (device.PrecisionNotice is { } notice) notes.Warn(notice);
            return device;
        }
        catch (OutOfMemoryException exception) when (parse.GetValue(Threads) is { } asked)
        {
            throw new UsageException(
                $"--threads {asked}: the system gives no more threads. Fewer were expected. Lower --threads.", exception);
        }
        catch (ArgumentException exception)
        {
            int suffix = exception.Message.IndexOf(" (Parameter '", StringComparison.Ordinal);
            throw new UsageException(
                (suffix < 0 ? exception.Message : exception.Message[..suffix]) + $" Correct or unset {KernelVariants.EnvironmentVariable}.",
                exception);
        }
    }

    // Null: as the model's folder says.
    private Precision? ReadPrecision(ParseResult parse, string? recorded) =>
        ((Precision is null ? null : parse.GetValue(Precision)) ?? recorded) is { } name
            ? Tensors.Precision.All.FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.Ordinal))
            : null;
}
