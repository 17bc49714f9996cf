namespace Matiz.Charts.Drawing;

/// <summary>
/// Maps points into a panel with one unit for both directions, centred: distances in a map of rows mean the same everywhere.
/// </summary>
internal sealed class PlaneMap
{
    private readonly PlotPoint _middle;
    private readonly Box _panel;
    private readonly double _unit;

    public PlaneMap(PlotPoint low, PlotPoint high, Box panel)
    {
        _middle = new((low.X / 2) + (high.X / 2), (low.Y / 2) + (high.Y / 2));
        _panel = panel;
        double across = (high.X / 2) - (low.X / 2), up = (high.Y / 2) - (low.Y / 2);
        var unit = Math.Min(panel.Width / 2 / across, panel.Height / 2 / up);   // infinite where all points are equal
        _unit = double.IsFinite(unit) ? unit : 0;
    }

    public PlotPoint ToPanel(PlotPoint point) =>
        new(_panel.CenterX + ((point.X - _middle.X) * _unit), _panel.CenterY - ((point.Y - _middle.Y) * _unit));
}
