namespace Matiz.Tensors;

/// <summary>How a device is to compute.</summary>
public sealed record DeviceOptions
{
    /// <summary>Threads that share the work; null: one a core. Results have the same bits for any number. Default null.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1, or above <see cref="Device.MostThreads"/>.</exception>
    public int? Threads
    {
        get;
        init
        {
            if (value is { } count)
            {
                ArgumentOutOfRangeException.ThrowIfLessThan(count, 1, nameof(Threads));
                ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Device.MostThreads, nameof(Threads));
            }

            field = value;
        }
    }

    /// <summary>
    /// What operations compute in. Null (the default): as a model's folder says, which is <see cref="Precision.Int8"/> for one of 8-bit
    /// weights and <see cref="Precision.Float32"/> for every other.
    /// </summary>
    public Precision? Precision { get; init; }
}
