using System.Globalization;
using Matiz.Inference;

namespace Matiz.Server.Requests;

/// <summary>
/// The header <c>X-Matiz-Abstained</c>: the numbers, from 0, of the texts for which the model gives no label, since the greatest score is
/// below its least (<c>0</c>, or <c>0,3</c>). Bodies of foreign protocols have no place for it; where every text has its label it is
/// absent.
/// </summary>
internal static class AbstentionHeader
{
    /// <summary>The header's name.</summary>
    public const string Name = "X-Matiz-Abstained";

    /// <summary>Whether one label is asked for, and none is given.</summary>
    public static bool Abstains(Prediction prediction) => prediction is { Score: not null, Label: null };

    /// <summary>Tells of the answers to a request's texts.</summary>
    public static void Tell(ServerRequest request, IReadOnlyList<Prediction> predictions)
    {
        var numbers = new List<string>();
        for (int i = 0; i < predictions.Count; i++)
        {
            if (Abstains(predictions[i])) numbers.Add(i.ToString(CultureInfo.InvariantCulture));
        }

        if (numbers.Count > 0) request.Context.Response.Headers[Name] = string.Join(',', numbers);
    }
}
