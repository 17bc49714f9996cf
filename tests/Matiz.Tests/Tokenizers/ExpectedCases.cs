using System.Buffers.Binary;
using System.Text.Json;
using Matiz.Tokenizers;

namespace Matiz.Tests.Tokenizers;

/// <summary>The expected values of the reference: one case a line, and the ids of a whole table of texts.</summary>
internal static class ExpectedCases
{
    /// <summary>Holds a tokenizer to every line of a file of cases; says how many there were.</summary>
    public static int AssertAll(Tokenizer tokenizer, string path)
    {
        int count = 0;
        foreach (string line in File.ReadLines(path))
        {
            using var document = JsonDocument.Parse(line);
            try
            {
                AssertCase(tokenizer, document.RootElement);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"{path}, line {count + 1}: {line[..Math.Min(300, line.Length)]}\n{e.Message}", e);
            }

            count++;
        }

        return count;
    }

    /// <summary>The ids and row offsets of an <c>expected_emotion_train.safetensors</c>.</summary>
    public static (int[] Ids, int[] Offsets) ReadRows(string path)
    {
        byte[] bytes = File.ReadAllBytes(path);
        int headerLength = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes);
        using var header = JsonDocument.Parse(bytes.AsMemory(8, headerLength));
        return (
            Read("ids", 2, span => BinaryPrimitives.ReadUInt16LittleEndian(span)),
            Read("offsets", 4, span => BinaryPrimitives.ReadInt32LittleEndian(span)));

        int[] Read(string name, int width, Func<ReadOnlySpan<byte>, int> read)
        {
            var place = header.RootElement.GetProperty(name).GetProperty("data_offsets");
            int start = 8 + headerLength + place[0].GetInt32(), end = 8 + headerLength + place[1].GetInt32();
            int[] values = new int[(end - start) / width];
            for (int i = 0; i < values.Length; i++) values[i] = read(bytes.AsSpan(start + (i * width)));
            return values;
        }
    }

    private static void AssertCase(Tokenizer tokenizer, JsonElement expected)
    {
        string text = expected.GetProperty("text").GetString()!;
        string? pair = expected.GetProperty("pair").GetString();
        var options = ReadOptions(expected);
        if (expected.TryGetProperty("error", out _))
        {
            Assert.Throws<TokenizerException>(() => tokenizer.Encode(text, pair, options));
            Assert.Throws<TokenizerException>(
                () => tokenizer.EncodeIds([new TextInput(text, pair)], options with { ReturnOverflow = false }));
            return;
        }

        var encoding = tokenizer.Encode(text, pair, options);
        int[] ids = Integers(expected.GetProperty("ids"));
        Assert.Equal(ids, encoding.Ids);
        Assert.Equal(expected.GetProperty("tokens").EnumerateArray().Select(token => token.GetString()!), encoding.Tokens);
        Assert.Equal(Integers(expected.GetProperty("type_ids")), encoding.TypeIds);
        Assert.Equal(Integers(expected.GetProperty("special")), encoding.SpecialTokensMask);
        Assert.Equal(
            expected.GetProperty("words").EnumerateArray().Select(
                word => word.ValueKind == JsonValueKind.Null ? (int?)null : word.GetInt32()),
            encoding.WordIds);
        Assert.Equal(
            expected.GetProperty("offsets").EnumerateArray().Select(offset => (offset[0].GetInt32(), offset[1].GetInt32())),
            encoding.Offsets.Select((offset, i) => InCodePoints(offset, encoding.SequenceIds[i] == 1 ? pair! : text)));
        Assert.Equal(expected.GetProperty("decoded").GetString(), tokenizer.Decode(ids));
        Assert.Equal(expected.GetProperty("decoded_special").GetString(), tokenizer.Decode(ids, skipSpecialTokens: false));
        if (expected.TryGetProperty("overflowing", out var overflowing))
        {
            Assert.Equal(overflowing.EnumerateArray().Select(Integers), encoding.Overflowing.Select(window => window.Ids));
        }

        var fast = tokenizer.EncodeIds([new TextInput(text, pair)], options with { ReturnOverflow = false });
        Assert.Equal(ids, fast.Ids);
        Assert.Equal(encoding.TypeIds, fast.TypeIds?.Select(type => (int)type) ?? new int[ids.Length]);
        Assert.Equal(encoding.DroppedTokens, fast.DroppedTokens[0]);
    }

    private static EncodeOptions ReadOptions(JsonElement expected)
    {
        if (!expected.TryGetProperty("max_length", out var maxLength)) return EncodeOptions.Default;
        return new EncodeOptions
        {
            MaxLength = maxLength.GetInt32(),
            Stride = expected.GetProperty("stride").GetInt32(),
            ReturnOverflow = true,
            Strategy = expected.GetProperty("strategy").GetString() switch
            {
                "longest_first" => TruncationStrategy.LongestFirst,
                "only_first" => TruncationStrategy.OnlyFirst,
                "only_second" => TruncationStrategy.OnlySecond,
                var other => throw new InvalidDataException(other),
            },
        };
    }

    private static int[] Integers(JsonElement array) => [.. array.EnumerateArray().Select(item => item.GetInt32())];

    private static (int Start, int End) InCodePoints((int Start, int End) offset, string text) =>
        (CodePoints(text, offset.Start), CodePoints(text, offset.End));

    private static int CodePoints(string text, int units)
    {
        int count = units;
        for (int i = 1; i < units; i++)
        {
            if (char.IsSurrogatePair(text[i - 1], text[i])) count--;
        }

        return count;
    }
}
