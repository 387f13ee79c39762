using System.Buffers.Binary;
using System.Reflection;
using System.Reflection.Emit;

namespace Kratos.Reactive.Tests.Conventions;

/// <summary>Reads the instructions of a method: which members and types they name, each with its offset.</summary>
static class Il
{
    static readonly Dictionary<short, OpCode> Codes = typeof(OpCodes).GetFields(BindingFlags.Public | BindingFlags.Static)
        .Select(field => (OpCode)field.GetValue(null)!).ToDictionary(code => code.Value);

    internal static IEnumerable<(int Offset, OpCode Code, MemberInfo Member)> Members(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } il) yield break;
        var ofType = method.DeclaringType is { IsGenericType: true } owner ? owner.GetGenericArguments() : null;
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < il.Length;)
        {
            var (start, code) = (at, Codes[il[at] == 0xFE ? (short)(0xFE00 | il[at + 1]) : il[at]]);
            at += code.Size;
            if (code.OperandType is OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok)
                yield return (start, code, method.Module.ResolveMember(Number(il, at), ofType, ofMethod)!);
            at += Length(code.OperandType, il, at);
        }
    }

    static int Number(byte[] il, int at) => BinaryPrimitives.ReadInt32LittleEndian(il.AsSpan(at));

    static int Length(OperandType operand, byte[] il, int at) => operand switch
    {
        OperandType.InlineNone => 0,
        OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
        OperandType.InlineVar => 2,
        OperandType.InlineI8 or OperandType.InlineR => 8,
        OperandType.InlineSwitch => 4 + (4 * Number(il, at)),
        _ => 4,
    };
}
