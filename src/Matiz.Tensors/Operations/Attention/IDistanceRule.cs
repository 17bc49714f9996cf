namespace Matiz.Tensors.Operations.Attention;

/// <summary>What distances do in a job: compiled apart for each, so that attention to the whole row costs what it costs alone.</summary>
internal interface IDistanceRule
{
    /// <summary>Whether queries see only the keys near them.</summary>
    static abstract bool HasWindow { get; }

    /// <summary>Whether a number of the distance is added to each score.</summary>
    static abstract bool HasBias { get; }
}

/// <summary>Nothing.</summary>
internal readonly struct WholeRow : IDistanceRule
{
    public static bool HasWindow => false;

    public static bool HasBias => false;
}

/// <summary>Queries see the keys near them.</summary>
internal readonly struct Windowed : IDistanceRule
{
    public static bool HasWindow => true;

    public static bool HasBias => false;
}

/// <summary>A number is added to each score.</summary>
internal readonly struct Biased : IDistanceRule
{
    public static bool HasWindow => false;

    public static bool HasBias => true;
}

/// <summary>Both.</summary>
internal readonly struct WindowedAndBiased : IDistanceRule
{
    public static bool HasWindow => true;

    public static bool HasBias => true;
}
