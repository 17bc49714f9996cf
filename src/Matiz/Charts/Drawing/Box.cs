namespace Matiz.Charts.Drawing;

/// <summary>A rectangle in the units of the viewBox; y grows downwards.</summary>
internal readonly record struct Box(double X, double Y, double Width, double Height)
{
    public double Right => X + Width;

    public double Bottom => Y + Height;

    public double CenterX => X + (Width / 2);

    public double CenterY => Y + (Height / 2);

    /// <summary>The box without a strip at each side.</summary>
    public Box Inset(double left, double top, double right, double bottom) =>
        new(X + left, Y + top, Width - left - right, Height - top - bottom);
}
