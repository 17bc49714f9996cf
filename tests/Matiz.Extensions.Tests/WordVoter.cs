using Matiz.Models;
using Matiz.Models.Loading;
using Matiz.Tensors;

namespace Matiz.Extensions.Tests;

/// <summary>One linear layer without a bias on every token.</summary>
internal sealed class WordVoter : SequenceClassificationModel
{
    private readonly LinearWeights _score;

    private WordVoter(ParameterLoader loader)
        : base(new WordMixer(loader))
    {
        var width = ConfigSize.Read(loader.Config, "width");
        _score = loader.Head.Linear("score", ConfigSize.ForLabels(loader.Config), width, hasBias: false).ToWeights();
        HeadParameters = loader.TakeSection();
    }

    public static Architecture Architecture { get; } = WordMixer.Architecture with
    {
        ModelType = "word-voter",
        Heads = [WordMixer.Architecture.Heads[0] with { ClassName = "WordVoter", New = static loader => new WordVoter(loader) }],
    };

    protected override IReadOnlyList<Parameter> HeadParameters { get; }

    public override Tensor Forward(Tape tape, TokenBatch batch) =>
        tape.Linear(Encoder.Forward(tape, batch).LastHiddenState, _score);                          // [tokens, labels]
}
