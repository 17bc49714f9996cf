using Matiz.Inference;

namespace Matiz.Cli.Predictions;

/// <summary>Where answers go, one a row, in order.</summary>
internal interface IAnswerWriter : IDisposable
{
    void Write(Answer answer);

    /// <summary>Hands on what was written so far.</summary>
    void Flush();
}
