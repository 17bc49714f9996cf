using Matiz.Models;
using Matiz.Tokenizers;

namespace Matiz.Inference.Pipeline;

/// <summary>What a row of a batch is of its text.</summary>
/// <param name="Window">The part.</param>
/// <param name="IsLast">Whether the text ends with it.</param>
internal readonly record struct WindowPlace(TextWindow Window, bool IsLast)
{
    /// <summary>The place of one of the windows that a tokenizer made of a text, or of a pair.</summary>
    /// <param name="window">The window.</param>
    /// <param name="sequence">0 or 1: the text of the pair that is cut.</param>
    /// <param name="isLast">Whether it is the last one.</param>
    public static WindowPlace Find(Encoding window, int sequence, bool isLast)
    {
        int first = Array.IndexOf(window.SequenceIds, sequence), last = Array.LastIndexOf(window.SequenceIds, sequence);
        var (start, end) = first < 0 ? (0, 0) : (window.Offsets[first].Start, window.Offsets[last].End);
        return new WindowPlace(new TextWindow(start, end, window.Length, sequence == 1), isLast);
    }
}

/// <summary>Rows of a batch that grows up to a token bound; a longer row is a batch alone.</summary>
internal sealed class WindowBatch(int tokenBound)
{
    private readonly List<int> _ids = [], _offsets = [0];
    private readonly List<WindowPlace> _places = [];
    private List<int>? _types;

    /// <summary>Whether there is no row.</summary>
    public bool IsEmpty => _places.Count == 0;

    /// <summary>Whether a row of some tokens may be added.</summary>
    public bool HasRoomFor(int tokens) => IsEmpty || (long)_ids.Count + tokens <= tokenBound;

    /// <summary>Adds a row.</summary>
    /// <param name="ids">Its tokens.</param>
    /// <param name="types">Their segments; empty: all 0.</param>
    /// <param name="place">What it is of its text.</param>
    public void Add(ReadOnlySpan<int> ids, ReadOnlySpan<byte> types, WindowPlace place)
    {
        if (!types.IsEmpty && _types is null)
        {
            _types = new List<int>(_ids.Count + ids.Length);
            for (int i = 0; i < _ids.Count; i++) _types.Add(0);
        }

        for (int i = 0; i < ids.Length; i++)
        {
            _ids.Add(ids[i]);
            _types?.Add(types.IsEmpty ? 0 : types[i]);
        }

        _offsets.Add(_ids.Count);
        _places.Add(place);
    }

    /// <summary>The batch; the next one begins.</summary>
    public TextBatch Take()
    {
        var batch = new TextBatch(new TokenBatch([.. _ids], [.. _offsets], _types is null ? null : [.. _types]), default, [.. _places]);
        _ids.Clear();
        _offsets.Clear();
        _offsets.Add(0);
        _places.Clear();
        _types = null;
        return batch;
    }
}
