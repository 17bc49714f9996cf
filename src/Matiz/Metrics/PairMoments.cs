namespace Matiz.Metrics;

/// <summary>Errors, variances and covariance of true and predicted values, updated pair by pair (Welford's method).</summary>
internal sealed class PairMoments
{
    private double _squaredErrors;
    private double _absoluteErrors;
    private double _truthMean;
    private double _valueMean;
    private double _truthSquares;                               // Σ (t − mean t)²
    private double _valueSquares;                               // Σ (v − mean v)²
    private double _products;                                   // Σ (t − mean t)(v − mean v)

    internal long Count { get; private set; }

    internal double SquaredError => _squaredErrors / Count;

    internal double AbsoluteError => _absoluteErrors / Count;

    internal double R2 => Count < 2 || _truthSquares == 0 ? double.NaN : 1 - _squaredErrors / _truthSquares;

    internal double Correlation => Count < 2 || _truthSquares == 0 || _valueSquares == 0
        ? double.NaN
        : Math.Clamp(_products / (Math.Sqrt(_truthSquares) * Math.Sqrt(_valueSquares)), -1, 1);

    internal void Add(double truth, double value)
    {
        Count++;
        var error = truth - value;
        _squaredErrors += error * error;
        _absoluteErrors += Math.Abs(error);

        var truthDelta = truth - _truthMean;
        var valueDelta = value - _valueMean;
        _truthMean += truthDelta / Count;
        _valueMean += valueDelta / Count;
        _truthSquares += truthDelta * (truth - _truthMean);
        _valueSquares += valueDelta * (value - _valueMean);
        _products += truthDelta * (value - _valueMean);
    }
}
