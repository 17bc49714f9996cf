using Matiz.Data;
using Matiz.Formats;
using Matiz.Models;
using Matiz.Tokenizers;

namespace Matiz.Inference.Pipeline;

/// <summary>Turns texts into batches of tokens, in order: encoded on all cores, cut by a token bound.</summary>
internal sealed class TextBatches(RowEncoder rows, InferenceOptions options)
{
    private static readonly RowCut Usual = new();

    /// <summary>Where texts are cut.</summary>
    public TextLimit Limit => rows.Limit;

    /// <summary>How many texts are read ahead.</summary>
    public int ReadAhead => options.ReadAhead;

    /// <summary>The batches of a stream, read a little ahead.</summary>
    /// <exception cref="DataException">The model cannot read a row; the batches of those before it have been given.</exception>
    public IEnumerable<TextBatch> Encode(IEnumerable<TextInput> inputs, RowCut? cut = null) =>
        inputs.Chunk(options.ReadAhead)
            .SelectMany((chunk, number) => Cut(EncodeChunk(chunk, ((long)number * options.ReadAhead) + 1, cut), cut));

    /// <summary>The batches of texts that are all there: while one chunk is used, the next is encoded.</summary>
    /// <exception cref="DataException">The model cannot read a row; the batches of those before it have been given.</exception>
    public IEnumerable<TextBatch> EncodeAhead(IReadOnlyList<string> texts, RowCut? cut)
    {
        if (texts.Count == 0) yield break;
        var next = Begin(0);
        for (int start = 0; start < texts.Count; start += options.ReadAhead)
        {
            var chunk = next.GetAwaiter().GetResult();
            if (start + options.ReadAhead < texts.Count) next = Begin(start + options.ReadAhead);
            foreach (var batch in Cut(chunk, cut)) yield return batch;
        }

        Task<TextChunk> Begin(int start)
        {
            var inputs = new TextInput[Math.Min(options.ReadAhead, texts.Count - start)];
            for (int i = 0; i < inputs.Length; i++) inputs[i] = new TextInput(texts[start + i]);
            return inputs.Length == texts.Count
                ? Task.FromResult(EncodeChunk(inputs, start + 1, cut))
                : Task.Run(() => EncodeChunk(inputs, start + 1, cut));
        }
    }

    /// <summary>All rows of a few texts as one batch.</summary>
    /// <exception cref="DataException">The model cannot read a row.</exception>
    public TextBatch EncodeAll(IReadOnlyList<TextInput> inputs, RowCut? cut)
    {
        var chunk = EncodeChunk([.. inputs], 1, cut);
        if (chunk.Fault is not null) throw chunk.Fault;
        return Cut(chunk, cut, int.MaxValue).Single();
    }

    /// <summary>The ids of some texts, up to the first that the model cannot read.</summary>
    /// <param name="inputs">The texts.</param>
    /// <param name="firstNumber">The number of the first, from 1.</param>
    /// <param name="cut">What becomes of a text that is too long; null: it is cut.</param>
    public TextChunk EncodeChunk(TextInput[] inputs, long firstNumber, RowCut? cut)
    {
        int first = (int)Math.Min(firstNumber, int.MaxValue), missing = Array.FindIndex(inputs, input => input.Text is null);
        if (missing < 0) return new TextChunk(inputs, first, rows.EncodeReadable(inputs, first, out var fault, cut), fault);
        var ids = rows.EncodeReadable(inputs[..missing], first, out var earlier, cut);
        return new TextChunk(inputs, first, ids, earlier ?? TokenRowCheck.At(
            inputs[missing], first + missing, "there is no text (null). A text was expected. Fill it in, or leave it out."));
    }

    /// <summary>The batches of encoded texts; where they end at a fault, it is thrown after the batches before it.</summary>
    public IEnumerable<TextBatch> Cut(TextChunk texts, RowCut? cut) => Cut(texts, cut, options.TokenBound);

    private IEnumerable<TextBatch> Cut(TextChunk texts, RowCut? cut, int bound) =>
        (cut ?? Usual) is { Stride: not null } windows ? CutWindows(texts, windows, bound) : CutRows(texts, bound);

    private static IEnumerable<TextBatch> CutRows(TextChunk texts, int bound)
    {
        var ids = texts.Ids;
        var lengths = new int[ids.RowCount];
        for (int row = 0; row < lengths.Length; row++) lengths[row] = ids.LengthOf(row);
        foreach (var (start, count) in TokenBatch.Cut(lengths, bound))
            yield return new TextBatch(TokenBatch.FromRows(ids, start, start + count), ids.DroppedTokens.AsMemory(start, count), null);
        if (texts.Fault is not null) throw texts.Fault;
    }

    private IEnumerable<TextBatch> CutWindows(TextChunk texts, RowCut cut, int bound)
    {
        var ids = texts.Ids;
        var batch = new WindowBatch(bound);
        var fault = texts.Fault;
        for (int row = 0; row < ids.RowCount; row++)
        {
            var input = texts.Inputs[row];
            if (ids.DroppedTokens[row] == 0)
            {
                if (!batch.HasRoomFor(ids.LengthOf(row))) yield return batch.Take();
                int from = ids.Offsets[row], to = ids.Offsets[row + 1];
                ReadOnlySpan<byte> types = ids.TypeIds is { } all ? all.AsSpan(from, to - from) : [];
                batch.Add(ids.Row(row), types, new WindowPlace(new TextWindow(0, input.Text.Length, to - from), IsLast: true));
                continue;
            }

            if (!TryWindows(input, texts.FirstNumber + row, cut, out var windows, out int sequence, out var broken))
            {
                fault = broken;
                break;
            }

            for (int i = 0; i < windows.Count; i++)
            {
                if (!batch.HasRoomFor(windows[i].Length)) yield return batch.Take();
                batch.Add(windows[i].Ids, rows.TypesOf(windows[i]), WindowPlace.Find(windows[i], sequence, i + 1 == windows.Count));
            }
        }

        if (!batch.IsEmpty) yield return batch.Take();
        if (fault is not null) throw fault;
    }

    private bool TryWindows(
        TextInput input, int number, RowCut cut, out IReadOnlyList<Encoding> windows, out int sequence, out Exception? fault)
    {
        try
        {
            (windows, sequence) = rows.EncodeWindows(input, number, cut);
            fault = null;
            return true;
        }
        catch (MatizException exception)
        {
            (windows, sequence, fault) = ([], 0, exception);
            return false;
        }
    }
}

/// <summary>Encoded texts.</summary>
/// <param name="Inputs">The texts.</param>
/// <param name="FirstNumber">The number of the first, from 1.</param>
/// <param name="Ids">Their tokens, of those before the first that the model cannot read.</param>
/// <param name="Fault">What is wrong with that one; null: it reads all.</param>
internal sealed record TextChunk(TextInput[] Inputs, int FirstNumber, TokenIds Ids, Exception? Fault);

/// <summary>One batch.</summary>
/// <param name="Tokens">Its tokens.</param>
/// <param name="DroppedTokens">How many tokens the cut dropped of each row.</param>
/// <param name="Windows">What each row is a window of; null: each is a text.</param>
internal sealed record TextBatch(TokenBatch Tokens, ReadOnlyMemory<int> DroppedTokens, IReadOnlyList<WindowPlace>? Windows);
