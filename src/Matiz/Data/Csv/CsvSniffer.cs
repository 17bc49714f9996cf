namespace Matiz.Data.Csv;

/// <summary>Finds the dialect of a table from its first lines, where it is not the format's own.</summary>
internal static class CsvSniffer
{
    /// <summary>
    /// The dialect of a file. The format's own delimiter stays where the first row has it; else the one delimiter that divides the first
    /// row, and all the next ones into as many fields. Quotes are text where no row can be read otherwise, and no field stands in quotes.
    /// </summary>
    /// <param name="sample">The first bytes, UTF-8; perhaps the whole file.</param>
    /// <param name="isWhole">Whether the sample is the whole file.</param>
    /// <param name="own">The format's own delimiter.</param>
    /// <param name="delimiter">The delimiter that was told, or null.</param>
    /// <param name="quoting">What quotes mean, as it was told, or null.</param>
    public static CsvDialect Find(ReadOnlySpan<byte> sample, bool isWhole, char own, char? delimiter, TableQuoting? quoting)
    {
        char found = delimiter ?? DelimiterOf(sample, isWhole, own, quoting ?? TableQuoting.Minimal);
        return new CsvDialect(found, quoting ?? QuotingOf(sample, isWhole, found));
    }

    private static char DelimiterOf(ReadOnlySpan<byte> sample, bool isWhole, char own, TableQuoting quoting)
    {
        if (Widths(sample, isWhole, new CsvDialect(own, quoting)).Header > 1) return own;
        var dividing = new List<char>();
        foreach (char candidate in CsvDialect.Delimiters)
        {
            if (candidate == own) continue;
            var dialect = new CsvDialect(candidate, quoting);
            var widths = Widths(sample, isWhole, dialect);
            if (widths.Header < 2) continue;
            bool isEven = widths.IsEven || Widths(sample, isWhole, dialect with { Quoting = TableQuoting.None }).IsEven;
            if (isEven) dividing.Add(candidate);
        }

        return dividing is [var only] ? only : own;
    }

    // Rows that break as quoted ones and are even as plain ones; but a field in quotes says that quotes have a meaning, and tables of
    // commas need quotes, since texts hold commas.
    private static TableQuoting QuotingOf(ReadOnlySpan<byte> sample, bool isWhole, char delimiter)
    {
        if (delimiter == ',' || sample.IndexOf((byte)'"') < 0) return TableQuoting.Minimal;
        var quoted = Widths(sample, isWhole, new CsvDialect(delimiter));
        if (quoted.IsEven) return TableQuoting.Minimal;
        var plain = Widths(sample, isWhole, new CsvDialect(delimiter, TableQuoting.None));
        return plain is { IsEven: true, Header: > 1, HasQuotedField: false } ? TableQuoting.None : TableQuoting.Minimal;
    }

    private readonly record struct Shape(int Header, bool IsEven, bool HasQuotedField);

    // The fields of the first row, and whether every whole row of the sample has as many and no fault in its quotes.
    private static Shape Widths(ReadOnlySpan<byte> sample, bool isWhole, CsvDialect dialect)
    {
        int header = 0, position = 0;
        bool isEven = true, hasQuotedField = false;
        while (position < sample.Length)
        {
            if (sample[position] is (byte)'\n' or (byte)'\r')
            {
                position++;
                continue;
            }

            var row = ReadRow(sample, dialect, ref position);
            bool isCut = position >= sample.Length && !isWhole;
            if (isCut && header > 0) break;
            if (header == 0) header = row.Fields;
            isEven &= row.Fields == header && !row.IsBroken;
            hasQuotedField |= row.HasQuotedField;
        }

        return new Shape(header, isEven, hasQuotedField);
    }

    private static (int Fields, bool IsBroken, bool HasQuotedField) ReadRow(
        ReadOnlySpan<byte> sample, CsvDialect dialect, ref int position)
    {
        int fields = 0;
        bool isBroken = false, hasQuotedField = false;
        while (true)
        {
            int start = position;
            bool isQuoted = dialect.Quoting == TableQuoting.Minimal && position < sample.Length && sample[position] == '"';
            if (isQuoted) isBroken |= !PassQuoted(sample, ref position);
            int behind = position;
            while (position < sample.Length && sample[position] != dialect.Delimiter && sample[position] is not ((byte)'\n' or (byte)'\r'))
                position++;
            isBroken |= isQuoted && position > behind;                          // text behind the closing quote
            hasQuotedField |= position - start > 1 && sample[start] == '"' && sample[position - 1] == '"';
            fields++;
            if (position >= sample.Length || sample[position] != dialect.Delimiter) return (fields, isBroken, hasQuotedField);
            position++;
        }
    }

    // Behind the closing quote; false where there is none.
    private static bool PassQuoted(ReadOnlySpan<byte> sample, ref int position)
    {
        for (position++; position < sample.Length; position++)
        {
            if (sample[position] != '"') continue;
            if (position + 1 == sample.Length || sample[position + 1] != '"')
            {
                position++;
                return true;
            }

            position++;
        }

        return false;
    }
}
