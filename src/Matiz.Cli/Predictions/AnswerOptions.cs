namespace Matiz.Cli.Predictions;

/// <summary>What of a prediction is shown.</summary>
/// <param name="TopK">How many of the highest scores; null: all.</param>
/// <param name="MinScore">Below it there is no label; null: there always is one.</param>
internal sealed record AnswerOptions(int? TopK, double? MinScore);
