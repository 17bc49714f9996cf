using Matiz.Models;
using Matiz.Tensors;

namespace Matiz.Tests.Models.Heads;

/// <summary>One pass of a model with a head over the reference's batch: outputs, loss and gradients by the task's own loss.</summary>
internal sealed class HeadRun : IDisposable
{
    private readonly ModelWithHead _model;
    private readonly ExpectedModel _expected;
    private readonly Tape _tape;
    private readonly Tensor _outputs;
    private readonly Tensor _losses;

    public HeadRun(ModelWithHead model, ExpectedModel expected)
    {
        (_model, _expected) = (model, expected);
        _tape = model.Device.NewTape(training: true);
        _outputs = model.Forward(_tape, expected.Batch);
        _losses = model switch
        {
            QuestionAnsweringModel => _tape.SpanCrossEntropy(
                _outputs, expected.Batch.Layout, Positions("start_positions"), Positions("end_positions")),
            SequenceClassificationModel => _tape.CrossEntropy(_outputs, expected.Labels),
            _ => _tape.CrossEntropy(_outputs, expected.TokenLabels),
        };
    }

    /// <summary>Opens a model for a task.</summary>
    public static ModelWithHead Open(string task, string folder, Device? device = null) => task switch
    {
        ModelHead.SequenceClassification => AutoModelForSequenceClassification.FromPretrained(folder, device: device),
        ModelHead.TokenClassification => AutoModelForTokenClassification.FromPretrained(folder, device: device),
        ModelHead.QuestionAnswering => AutoModelForQuestionAnswering.FromPretrained(folder, device: device),
        ModelHead.MaskedLM => AutoModelForMaskedLM.FromPretrained(folder, device: device),
        _ => throw new ArgumentOutOfRangeException(nameof(task), task, "no such task"),
    };

    /// <summary>The reference's outputs of real tokens beside ours.</summary>
    public IEnumerable<(string Name, float[] Expected, float[] Found)> Outputs()
    {
        float[] found = _outputs.ToArray();
        if (_model is QuestionAnsweringModel)
        {
            yield return ("start_logits", _expected.RealTokens("start_logits"), [.. found.Where((_, i) => i % 2 == 0)]);
            yield return ("end_logits", _expected.RealTokens("end_logits"), [.. found.Where((_, i) => i % 2 == 1)]);
            yield break;
        }

        bool isOneARow = _model is SequenceClassificationModel;
        yield return ("logits", isOneARow ? _expected.Read("logits") : _expected.RealTokens("logits"), found);
    }

    /// <summary>The mean over what has a loss.</summary>
    public double Loss() => _losses.ToArray().Sum(loss => (double)loss) * Weight();

    /// <summary>The reference's loss; for answers made in double precision of its logits.</summary>
    public double ExpectedLoss()
    {
        if (_model is not QuestionAnsweringModel) return _expected.Read("loss")[0];
        return (SpanLoss("start") + SpanLoss("end")) / 2;
    }

    /// <summary>Walks back from the mean of the losses.</summary>
    public void Backward()
    {
        float[] weights = new float[_losses.Length];
        Array.Fill(weights, (float)Weight());
        _tape.Backward(_losses, weights);
    }

    public void Dispose() => _tape.Dispose();

    private int[] Positions(string name) => [.. _expected.Read(name).Select(position => (int)position)];

    private double Weight()
    {
        int count = _model is QuestionAnsweringModel or SequenceClassificationModel
            ? (int)_losses.Length
            : _expected.TokenLabels.Count(label => label != LossOperations.IgnoredLabel);
        return 1.0 / count;
    }

    private double SpanLoss(string end)
    {
        float[] logits = _expected.RealTokens($"{end}_logits");
        int[] positions = Positions($"{end}_positions");
        var layout = _expected.Batch.Layout;
        double sum = 0;
        for (int row = 0; row < layout.RowCount; row++)
        {
            float[] ofRow = logits[layout.Offsets[row]..layout.Offsets[row + 1]];
            sum += Math.Log(ofRow.Sum(logit => Math.Exp(logit))) - ofRow[positions[row]];
        }

        return sum / layout.RowCount;
    }
}
