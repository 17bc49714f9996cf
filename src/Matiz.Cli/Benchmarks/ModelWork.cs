using Matiz.Models;

namespace Matiz.Cli.Benchmarks;

/// <summary>Floating-point operations that a classifier really executes for texts of equal length, products only.</summary>
/// <param name="Hidden">Columns of a hidden state.</param>
/// <param name="Intermediate">Columns inside the feed-forward part.</param>
/// <param name="Layers">Encoder layers.</param>
internal sealed record ModelWork(int Hidden, int Intermediate, int Layers)
{
    /// <summary>The sizes of a model.</summary>
    public static ModelWork ForModel(SequenceClassificationModel model) => ForEncoder(model.Encoder);

    /// <summary>The sizes of an encoder.</summary>
    public static ModelWork ForEncoder(EncoderModel encoder) => new(encoder.HiddenSize, encoder.IntermediateSize ?? 0, encoder.LayerCount);

    /// <summary>
    /// A forward pass. A layer: queries, keys, values and output 4·H², feed-forward 2·H·I, attention 2·length·H for each token, two
    /// operations a product. The last layer computes keys and values of every token, and the rest for the first token of each text only.
    /// </summary>
    public double Forward(int texts, int length)
    {
        double tokens = (double)texts * length, h = Hidden;
        double whole = tokens * 2 * ((4 * h * h) + (2 * h * Intermediate) + (2 * length * h));
        double first = texts * 2 * ((2 * h * h) + (2 * h * Intermediate) + (2 * length * h));
        double last = (tokens * 2 * (2 * h * h)) + first + (texts * 2 * h * h);
        return ((Layers - 1) * whole) + last;
    }

    /// <summary>The features of one text.</summary>
    /// <param name="length">Its tokens.</param>
    /// <param name="firstTokenOnly">Whether the last layer is computed for the first token only.</param>
    public double Features(int length, bool firstTokenOnly)
    {
        double h = Hidden, whole = (double)length * 2 * ((4 * h * h) + (2 * h * Intermediate) + (2 * length * h));
        return firstTokenOnly ? Forward(texts: 1, length) - (2 * h * h) : Layers * whole;           // less the pooler
    }

    /// <summary>Forward and back: each product has two gradients of its own size.</summary>
    public double Training(int texts, int length) => 3 * Forward(texts, length);
}
