using Matiz.Learning.Numerics;
using Matiz.Tensors;

namespace Matiz.Tests.Learning.Numerics;

public unsafe class ProductKernelTests
{
    private const int Queries = ProductKernel.TileRows, Candidates = ProductKernel.PanelRows;

    public static TheoryData<KernelVariant, int> Cases
    {
        get
        {
            var cases = new TheoryData<KernelVariant, int>();
            foreach (var kernel in ProductKernel.All.Where(kernel => KernelVariants.Available.Contains(kernel.Variant)))
            {
                foreach (int columns in (int[])[1, 2, 7, 48, 385]) cases.Add(kernel.Variant, columns);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Tile_AnyWidth_HasTheBitsOfFusedSumsInTheOrderOfTheColumns(KernelVariant variant, int columns)
    {
        var kernel = ProductKernel.All.Single(kernel => kernel.Variant == variant);
        var random = new SeededRandom(columns);
        AlignedArray<float> queries = new(Queries * columns), panel = new(Candidates * columns), scores = new(Queries * Candidates);
        float[,] candidates = new float[Candidates, columns];
        for (int i = 0; i < queries.Length; i++) queries.Span[i] = (float)LearningData.Normal(ref random);
        for (int i = 0; i < panel.Length; i++)
        {
            int row = i / columns, column = i % columns, width = kernel.Width;
            candidates[row, column] = (float)LearningData.Normal(ref random);
            panel.Span[(row / width * width * columns) + (column * width) + (row % width)] = candidates[row, column];
        }

        kernel.Tile(queries.Pointer, panel.Pointer, columns, scores.Pointer);

        for (int i = 0; i < scores.Length; i++)
        {
            float sum = 0;
            for (int p = 0; p < columns; p++)
                sum = MathF.FusedMultiplyAdd(queries.Span[(i / Candidates * columns) + p], candidates[i % Candidates, p], sum);
            Assert.Equal(sum, scores.Span[i]);
        }

        Assert.Equal(0, Candidates % kernel.Width);
    }
}
