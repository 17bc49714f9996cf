using Matiz.Cli.Terminal;
using Matiz.Data;
using Matiz.Models;

namespace Matiz.Cli;

/// <summary>Counts texts of a stream that are kept but worth a look, and tells of each kind once, at the end.</summary>
internal sealed class TextWarnings
{
    private int _empty, _control, _cut;
    private RowSource _firstEmpty, _firstControl, _firstCut;

    /// <summary>Looks at a row.</summary>
    public void Count(Row row)
    {
        if (string.IsNullOrWhiteSpace(row.Text) && _empty++ == 0) _firstEmpty = row.Source;
        if (row.HasControlCharacters && _control++ == 0) _firstControl = row.Source;
    }

    /// <summary>Notes that a row was cut.</summary>
    public void CountCut(Row row)
    {
        if (_cut++ == 0) _firstCut = row.Source;
    }

    /// <summary>Says what was met.</summary>
    public void Tell(Notes notes, TextLimit limit)
    {
        if (_empty > 0)
            notes.Warn(
                $"{Numbers.Counted(_empty, "text is", "texts are")} empty, the first at {_firstEmpty}. Kept; "
                + "fill in or remove what is not meant.");
        if (_control > 0)
            notes.Warn(
                $"{Numbers.Counted(_control, "text has", "texts have")} control characters, the first at {_firstControl}. Kept; "
                + "clean what is not meant.");
        if (_cut > 0)
            notes.Warn(
                $"{Numbers.Counted(_cut, "text was", "texts were")} cut at {Numbers.Count(limit.MaxLength)} tokens, the first "
                + $"at {_firstCut}. "
                + $"{limit.WhenCut}");
    }
}
