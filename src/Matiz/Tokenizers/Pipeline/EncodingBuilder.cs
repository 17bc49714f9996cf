using Matiz.Tokenizers.PostProcessors;

namespace Matiz.Tokenizers.Pipeline;

/// <summary>Lays texts and special tokens together as a template says, cut as the options say.</summary>
internal sealed class EncodingBuilder(PostProcessor processor, Func<int, string> tokenOf)
{
    /// <summary>The encoding of a text, or of a pair.</summary>
    public Encoding Build(TokenSequence first, TokenSequence? second, EncodeOptions options)
    {
        bool isPair = second is not null;
        var template = isPair ? processor.Pair : processor.Single;
        int secondCount = second?.Count ?? 0;
        var (keepFirst, keepSecond) = Truncation.Keep(first.Count, secondCount, isPair, processor.SpecialTokens(isPair), options);
        var windows = Truncation.Windows(first.Count, keepFirst, options);
        var pairWindows = Truncation.Windows(secondCount, keepSecond, options);

        var overflowing = new List<Encoding>();
        if (options.ReturnOverflow)
        {
            foreach (var window in windows.Skip(1))
            {
                foreach (var other in pairWindows) overflowing.Add(Assemble(template, first, window, second, other, options, [], 0));
            }

            foreach (var other in pairWindows.Skip(1))
                overflowing.Add(Assemble(template, first, windows[0], second, other, options, [], 0));
        }

        int dropped = first.Count - keepFirst + (secondCount - keepSecond);
        return Assemble(template, first, windows[0], second, pairWindows[0], options, overflowing, dropped);
    }

    private Encoding Assemble(
        IReadOnlyList<TemplatePiece> template,
        TokenSequence first,
        TokenRange firstRange,
        TokenSequence? second,
        TokenRange secondRange,
        EncodeOptions options,
        IReadOnlyList<Encoding> overflowing,
        int dropped)
    {
        int length = 0;
        foreach (var piece in template) length += LengthOf(piece);
        var encoding = new Encoding
        {
            Ids = new int[length],
            Tokens = new string[length],
            Offsets = new (int Start, int End)[length],
            TypeIds = new int[length],
            SequenceIds = new int?[length],
            WordIds = new int?[length],
            SpecialTokensMask = new int[length],
            Overflowing = overflowing,
            DroppedTokens = dropped,
        };

        int at = 0;
        foreach (var piece in template)
        {
            if (piece.Sequence is not { } number)
            {
                for (int i = 0; i < LengthOf(piece); i++, at++)
                {
                    encoding.Ids[at] = piece.Ids[i];
                    encoding.Tokens[at] = piece.Tokens[i];
                    encoding.TypeIds[at] = piece.TypeId;
                    encoding.SpecialTokensMask[at] = 1;
                }

                continue;
            }

            var sequence = number == 0 ? first : second!;
            var range = number == 0 ? firstRange : secondRange;
            for (int i = range.Start; i < range.End; i++, at++)
            {
                var token = sequence.Tokens[i];
                string text = token.Match ?? tokenOf(token.Id);
                encoding.Ids[at] = token.Id;
                encoding.Tokens[at] = text;
                encoding.Offsets[at] = processor.SpanOf(text, i - range.Start, (token.Start, token.End), sequence.Text);
                encoding.TypeIds[at] = piece.TypeId;
                encoding.SequenceIds[at] = number;
                encoding.WordIds[at] = token.Word;
            }
        }

        return encoding;

        int LengthOf(TemplatePiece piece) => piece.Sequence switch
        {
            0 => firstRange.Length,
            1 => secondRange.Length,
            _ => options.AddSpecialTokens ? piece.Ids.Length : 0,
        };
    }
}
