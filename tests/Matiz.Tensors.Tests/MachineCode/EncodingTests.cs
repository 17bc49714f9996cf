using Iced.Intel;
using Matiz.Tensors.MachineCode;
using Matiz.Tensors.Operations.Linear.Dots;

namespace Matiz.Tensors.Tests.MachineCode;

/// <summary>
/// The bytes of each instruction beside those that the manual's encoding gives (checked by another assembler), and what surrounds a
/// kernel in each calling convention.
/// </summary>
public class EncodingTests
{
    [Fact]
    public void Instructions_HaveTheManualsBytes()
    {
        Check("62F2354850C2", code => code.DotBytes(Register.ZMM0, Register.ZMM9, Register.ZMM2));
        Check("62F2364852C2", code => code.DotBFloat16(Register.ZMM0, Register.ZMM9, Register.ZMM2));
        Check("C4E24B5EC4", code => code.DotTilesOfBytes(Register.TMM0, Register.TMM4, Register.TMM6));
        Check("C4E24A5CC4", code => code.DotTilesOfBFloat16(Register.TMM0, Register.TMM4, Register.TMM6));
        Check("C4E2784900", code => code.ConfigureTiles(CodeBuilder.At(Register.RAX)));
        Check("C4E27849C0", code => code.ReleaseTiles());
        Check("C4E27B49C0", code => code.ZeroTile(Register.TMM0));
        Check("C4A27B4B2400", code => code.LoadTile(Register.TMM4, CodeBuilder.At(Register.RAX, Register.R8, 1)));
        Check("C4A27A4B0400", code => code.StoreTile(CodeBuilder.At(Register.RAX, Register.R8, 1), Register.TMM0));
        Check("62227D48585C4001", code => code.BroadcastZmm(Register.ZMM27, CodeBuilder.At(Register.RAX, Register.R8, 2, 4)));
        Check("62417E486F4201", code => code.LoadZmm(Register.ZMM24, CodeBuilder.At(Register.R10, 64)));
        Check("62F17E487F4801", code => code.StoreZmm(CodeBuilder.At(Register.RAX, 64), Register.ZMM1));
        Check("62F16548EFDB", code => code.ZeroZmm(Register.ZMM3));
        Check("410F18143A", code => code.Prefetch(CodeBuilder.At(Register.R10, Register.RDI, 1)));
        Check("C5F877", code => code.ClearUpperHalves());
        Check("C3", code => code.Return());
    }

    [Fact]
    public void OnWindows_AVectorKernel_KeepsXmm6To15OnTheStack()
    {
        var listing = Listing(AssembledDotTileKernel.Avx512Vnni.Build(CallingConvention.Windows));

        Assert.Equal("sub rsp,168", listing[0]);
        for (int i = 6; i < 16; i++)
        {
            string place = i == 6 ? "[rsp]" : $"[rsp+{(i - 6) * 16}]";
            Assert.Equal($"vmovups {place},xmm{i}", listing[i - 5]);
            Assert.Equal($"vmovups xmm{i},{place}", listing[^(18 - i)]);
        }

        Assert.Equal("push rcx", listing[11]);
        Assert.Equal("vzeroupper", listing[^13]);
        Assert.Equal(["add rsp,168", "ret"], listing[^2..]);
    }

    [Fact]
    public void OnLinuxAndMacOs_AVectorKernel_ReadsItsArgumentInRdi_AndClearsUpperHalves()
    {
        var listing = Listing(AssembledDotTileKernel.Avx512BFloat16.Build(CallingConvention.SystemV));

        Assert.Equal(["push rdi", "push rbx", "push rbp", "mov rax,[rdi]", "mov r8,[rdi+8]"], listing[..5]);
        Assert.Equal(["vzeroupper", "ret"], listing[^2..]);
    }

    [Fact]
    public void InEachConvention_NoKernelChangesARegisterThatItMustKeep()
    {
        Register[] free = [Register.RAX, Register.RDX, Register.R8, Register.R9, Register.R10, Register.R11, Register.RSP];
        foreach (var kernel in AssembledDotTileKernel.All)
        {
            foreach (var convention in (CallingConvention[])[CallingConvention.SystemV, CallingConvention.Windows])
            {
                var code = Decode(kernel.Build(convention));
                var pushed = code.Where(instruction => instruction.Mnemonic == Mnemonic.Push).Select(push => push.Op0Register).ToList();
                var popped = code.Where(instruction => instruction.Mnemonic == Mnemonic.Pop).Select(pop => pop.Op0Register);
                int firstWrite = code.FindIndex(instruction => Changes(instruction, pushed));
                int lastWrite = code.FindLastIndex(instruction => Changes(instruction, pushed));

                Assert.Equal(Enumerable.Reverse(pushed), popped);
                Assert.True(code.FindLastIndex(instruction => instruction.Mnemonic == Mnemonic.Push) < firstWrite);
                Assert.True(code.FindIndex(instruction => instruction.Mnemonic == Mnemonic.Pop) > lastWrite);
                Assert.All(
                    code.Where(instruction => instruction.OpCount > 0 && instruction.Op0Kind == OpKind.Register)
                        .Select(instruction => instruction.Op0Register).Where(register => register.IsGPR()),
                    register => Assert.Contains(register, (Register[])[.. free, .. pushed]));
            }
        }
    }

    private static bool Changes(Instruction instruction, List<Register> registers) =>
        instruction.Mnemonic is not (Mnemonic.Push or Mnemonic.Pop) && instruction.OpCount > 0 && instruction.Op0Kind == OpKind.Register &&
        registers.Contains(instruction.Op0Register);

    private static void Check(string expected, Action<CodeBuilder> write)
    {
        var code = new CodeBuilder();
        write(code);
        Assert.Equal(expected, Convert.ToHexString(code.ToArray()));
    }

    private static List<Instruction> Decode(byte[] code) => [.. Decoder.Create(64, code)];

    private static List<string> Listing(byte[] code)
    {
        var formatter = new MasmFormatter(new FormatterOptions { NumberBase = NumberBase.Decimal });
        var output = new StringOutput();
        return
        [
            .. Decode(code).Select(instruction =>
            {
                formatter.Format(instruction, output);
                return output.ToStringAndReset().Replace("xmmword ptr ", string.Empty, StringComparison.Ordinal);
            }),
        ];
    }
}
