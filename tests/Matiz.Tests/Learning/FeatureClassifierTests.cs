using Matiz.Data;
using Matiz.Formats.Safetensors;
using Matiz.Learning;

namespace Matiz.Tests.Learning;

public class FeatureClassifierTests
{
    public static TheoryData<string> Kinds => [.. Makers.Keys];

    private static Dictionary<string, Func<IFeatureClassifier>> Makers { get; } = new(StringComparer.Ordinal)
    {
        ["logistic"] = () => new LogisticRegression(),
        ["stratified"] = () => new DummyClassifier(DummyStrategy.Stratified, seed: 7),
        ["uniform"] = () => new DummyClassifier(DummyStrategy.Uniform),
        ["constant"] = () => new DummyClassifier(DummyStrategy.Constant, constant: 3),
        ["neighbors"] = () => new KNearestNeighbors(3, NeighborMetric.Euclidean),
    };

    private static FeatureMatrix Small { get; } = new([0, 0, 1, 0, 0, 1, 5, 5, 6, 5, 5, 6], 6, 2);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Save_Load_PredictsTheSame(string kind)
    {
        var classifier = Makers[kind]();
        classifier.Fit(LearningData.Train, LearningData.TrainLabels);
        LearningData.InTemporaryFile(path =>
        {
            classifier.Save(path);
            var loaded = FeatureClassifiers.Load(path);
            Assert.IsType(classifier.GetType(), loaded);
            Assert.Equal(classifier.Classes, loaded.Classes);
            Assert.Equal(classifier.Predict(LearningData.Test), loaded.Predict(LearningData.Test));
            Assert.Equal(classifier.PredictProbabilities(LearningData.Test).Values, loaded.PredictProbabilities(LearningData.Test).Values);
            loaded.Fit(Small, [0, 0, 0, 3, 3, 3]);
            Assert.Equal([0, 3], loaded.Classes);
        });
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Fit_BadRows_SaysWhatIsWrong(string kind)
    {
        var classifier = Makers[kind]();
        Assert.Throws<InvalidOperationException>(() => classifier.Predict(Small));
        Assert.Throws<InvalidOperationException>(() => classifier.Save("never-written"));
        Assert.False(File.Exists("never-written"));
        Assert.Equal(
            "the training features have no rows. At least one was expected. Give rows, or leave the empty split out.",
            Assert.Throws<DataException>(() => classifier.Fit(new FeatureMatrix([], 0, 2), [])).Message);
        Assert.Equal(
            "the label of row 4 (from 0) is -1. A class index from 0 was expected. Give every row a label, or leave it out.",
            Assert.Throws<DataException>(() => classifier.Fit(Small, [0, 0, 0, 1, -1, 1])).Message);
        Assert.StartsWith(
            "found 2 labels, expected 6", Assert.Throws<ArgumentException>(() => classifier.Fit(Small, [0, 1])).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "the weight of row 1 (from 0) is -1,",
            Assert.Throws<ArgumentException>(() => classifier.Fit(Small, [0, 0, 0, 1, 1, 1], [1, -1, 1, 1, 1, 1])).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => classifier.Fit(Small, [0, 0, 0, 1, 1, 1], new double[6]));
        Assert.Empty(classifier.Classes);
    }

    [Fact]
    public void PredictProbabilities_OtherColumns_SaysWhatIsWrong()
    {
        var classifier = new LogisticRegression();
        classifier.Fit(Small, [0, 0, 0, 1, 1, 1]);
        var error = Assert.Throws<ArgumentException>(() => classifier.Predict(LearningData.Test));
        Assert.Equal(
            "found 24 features a row, expected the 2 of fitting: use the same model, layer and pooling for both. (Parameter 'features')",
            error.Message);
        Assert.Empty(classifier.Predict(new FeatureMatrix([], 0, 2)));
    }

    [Fact]
    public void PredictProbabilities_WholeLabelList_UnknownClassesGetZero()
    {
        var classifier = new LogisticRegression();
        classifier.Fit(Small, [1, 1, 1, 3, 3, 3]);
        Assert.Equal([1, 3], classifier.Classes);
        var probabilities = classifier.PredictProbabilities(Small, 5);
        Assert.Equal(5, probabilities.Classes);
        for (int row = 0; row < 6; row++)
        {
            Assert.Equal(0, probabilities[row][0] + probabilities[row][2] + probabilities[row][4]);
            Assert.Equal(1, probabilities[row][1] + probabilities[row][3], 1e-12);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => classifier.PredictProbabilities(Small, 3));
        Assert.Equal(1, classifier.Accuracy(Small, [1, 1, 1, 3, 3, 3]));
    }

    [Fact]
    public void Load_OtherFile_SaysWhatItHolds()
    {
        LearningData.InTemporaryFile(path =>
        {
            var scaler = new MinMaxScaler();
            scaler.Fit(Small);
            scaler.Save(path);
            var error = Assert.Throws<DataException>(() => FeatureClassifiers.Load(path));
            Assert.Equal(
                $"{path}: it holds 'MinMaxScaler'. One of LogisticRegression, DummyClassifier, KNearestNeighbors was expected. " +
                "Give a file that Matiz saved, or fit and save again.", error.Message);
            SafetensorsWriter.Write(path, []);
            Assert.Throws<DataException>(() => FeatureClassifiers.Load(path));
            File.WriteAllText(path, "no such thing");
            Assert.Throws<SafetensorsException>(() => FeatureClassifiers.Load(path));
        });
    }
}
