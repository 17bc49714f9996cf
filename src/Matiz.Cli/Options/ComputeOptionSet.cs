using System.CommandLine;
using Matiz.Tensors;
using static Matiz.Cli.Options.OptionFactory;

namespace Matiz.Cli.Options;

/// <summary>
/// Where, with how many threads and in what the program computes. The first two change no bit of the result; the third does.
/// </summary>
internal sealed class ComputeOptionSet : IOptionSet
{
    // Training refuses a precision that is not computed in, and needs no warning of it.
    private readonly bool _isForTraining;

    private ComputeOptionSet(Option<string?>? precision, bool isForTraining = false) =>
        (Precision, _isForTraining) = (precision, isForTraining);

    /// <summary>Of a command whose user does not choose what is computed in.</summary>
    public static ComputeOptionSet Plain() => new(precision: null);

    /// <summary>Of a command that trains.</summary>
    public static ComputeOptionSet ForTraining() =>
        new(Choice(
            "--precision", "What is trained in (default fp32; bf16 where the processor is fast at it)",
            [Tensors.Precision.Float32.Name, Tensors.Precision.BFloat16.Name]), isForTraining: true);

    /// <summary>Of a command that computes a model forward.</summary>
    public static ComputeOptionSet ForInference() =>
        new(AnyPrecision("What is computed in (default fp32; of a folder of 8-bit weights int8)"));

    /// <summary>Of a command that measures.</summary>
    public static ComputeOptionSet ForMeasuring() => new(AnyPrecision("What is measured (default fp32)"));

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
    /// <param name="precision">What the resumed run is computed in, by its name; null: as typed, else as the model's folder says.</param>
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
            if (!_isForTraining && device.PrecisionNotice is { } notice) notes.Warn(notice);
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

    private static Option<string?> AnyPrecision(string description) =>
        Choice("--precision", description, [.. Tensors.Precision.All.Select(precision => precision.Name)]);

    // Null: as the model's folder says.
    private Precision? ReadPrecision(ParseResult parse, string? recorded) =>
        ((Precision is null ? null : parse.GetValue(Precision)) ?? recorded) is { } name
            ? Tensors.Precision.All.FirstOrDefault(known => string.Equals(known.Name, name, StringComparison.Ordinal))
            : null;
}
