using System.CommandLine;
using Matiz.Tensors;
using static Matiz.Cli.Options.OptionFactory;

namespace Matiz.Cli.Options;

/// <summary>Where and with how many threads the program computes. Neither changes a bit of the result.</summary>
internal sealed class ComputeOptionSet : IOptionSet
{
    public Option<int?> Threads { get; } = Whole(
        "--threads", "Threads that share the work (default: one a core); the result does not depend on it", 1, Tensors.Device.MostThreads);

    public Option<string?> Device { get; } = Choice(
        "--device", "Where to compute (default cpu; this version has no other)", ["cpu", "cuda"]);

    public string Title => "Computing";

    public IReadOnlyList<Option> All => [Threads, Device];

    /// <summary>The device that was asked for.</summary>
    /// <param name="parse">What was typed.</param>
    /// <param name="recorded">The threads of the resumed run; null: one a core.</param>
    /// <exception cref="UsageException">It is not there, or <c>MATIZ_KERNELS</c> names no kernels of this processor.</exception>
    public Tensors.Device ReadDevice(ParseResult parse, int? recorded = null)
    {
        string? kind = parse.GetValue(Device);
        if (kind is not null && !Tensors.Device.Kinds.Contains(kind))
            throw new UsageException(
                $"--device {kind}: this version computes on the processor only. cpu was expected. Leave --device out.");
        int? threads = parse.GetValue(Threads) ?? (recorded is { } count ? Math.Clamp(count, 1, Tensors.Device.MostThreads) : null);
        try
        {
            return Tensors.Device.Open(kind, new DeviceOptions { Threads = threads });
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
}
