using System.Globalization;
using System.Text.RegularExpressions;
using Matiz.Training.Keras;

namespace Matiz.Tests.Training.Keras;

public sealed partial class FitProgressTests
{
    private static readonly Dictionary<string, double> Running =
        new(StringComparer.Ordinal) { ["loss"] = 1.23, ["accuracy"] = 0.54 };

    private static readonly Dictionary<string, double> AtTheEnd =
        new(Running, StringComparer.Ordinal) { ["val_loss"] = 0.00012345, ["val_accuracy"] = double.NaN };

    [Fact]
    public void Lines_OfABar_LookAsThoseOfKeras() => Assert.Equal(
        "Epoch 1/2\n250/250 ━━━━━━━━━━━━━━━━━━━━ Ts Tms/step - accuracy: 0.5400 - loss: 1.2300 - val_accuracy: NaN "
        + "- val_loss: 1.2345e-04\n",
        Shown(verbose: 1, isTerminal: false));

    [Fact]
    public void Lines_OneAnEpoch() => Assert.Equal(
        "Epoch 1/2\n250/250 - Ts - Tms/step - accuracy: 0.5400 - loss: 1.2300 - val_accuracy: NaN - val_loss: 1.2345e-04\n",
        Shown(verbose: 2, isTerminal: true));

    [Fact]
    public void Lines_Silent_AreNone() => Assert.Equal("", Shown(verbose: 0, isTerminal: true));

    [Fact]
    public void Lines_OnATerminal_GoOverThemselves()
    {
        string[] drawn = Shown(verbose: 1, isTerminal: true).Split('\r');
        Assert.Equal("Epoch 1/2\n", drawn[0]);
        Assert.Equal("  1/250 ──────────────────── Ts Tms/step - accuracy: 0.5400 - loss: 1.2300", drawn[1]);
        Assert.StartsWith("250/250 ━━━━━━━━━━━━━━━━━━━━ ", drawn[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Write_WhileABarIsShown_StartsALine()
    {
        using var output = new StringWriter { NewLine = "\n" };
        var progress = new FitProgress(output, verbose: 1, isTerminal: true);
        progress.BeginEpoch(0, 1, 2);
        progress.EndBatch(1, () => Running);
        progress.Write("Epoch 1: early stopping");
        Assert.EndsWith("loss: 1.2300\nEpoch 1: early stopping\n", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void For_NoTerminal_IsQuietUnlessAsked()
    {
        using var output = new StringWriter();
        FitProgress.For(verbose: null, output).BeginEpoch(0, 2, 1);
        Assert.StartsWith("Epoch 1/2", output.ToString(), StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => FitProgress.For(3, null));
    }

    private static string Shown(int verbose, bool isTerminal)
    {
        var before = CultureInfo.CurrentCulture;
        CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("es-ES");
        try
        {
            using var output = new StringWriter { NewLine = "\n" };
            var progress = new FitProgress(output, verbose, isTerminal);
            progress.BeginEpoch(0, 2, 250);
            for (int batch = 1; batch <= 250; batch++) progress.EndBatch(batch, () => Running);
            progress.EndEpoch(AtTheEnd);
            return Seconds().Replace(PerStep().Replace(output.ToString(), "Tms/step"), " Ts ");
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    // Times differ, and so does their unit.
    [GeneratedRegex(@"\d+(s|ms|us)/step", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PerStep();

    [GeneratedRegex(@" \d+s ", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Seconds();
}
