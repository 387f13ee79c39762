using Google.Protobuf;

namespace Kratos.Reactive;

/// <summary>Failures in the wire format of protobuf, as Go Kratos' servers write them for who asks for <c>application/proto</c>: <c>errors.Status</c> {1: code, 2: reason, 3: message, 4: metadata}.</summary>
static class StatusMessage
{
    internal static bool Is(string contentType) => contentType.Contains("proto", StringComparison.OrdinalIgnoreCase) && !contentType.Contains("json", StringComparison.OrdinalIgnoreCase);

    /// <summary>Null for what is none. The code is the status of the answer.</summary>
    internal static Error? Read(int status, ReadOnlySpan<byte> bytes)
    {
        var (reason, message, metadata) = ("", "", new Dictionary<string, string>());
        try
        {
            var input = new CodedInputStream(bytes.ToArray());
            while (input.ReadTag() is not 0 and var tag)
                switch (tag)
                {
                    case 18: reason = input.ReadString(); break;
                    case 26: message = input.ReadString(); break;
                    case 34:
                        var (key, value) = Entry(input.ReadBytes());
                        metadata[key] = value;
                        break;
                    default: input.SkipLastField(); break;
                }
        }
        catch (InvalidProtocolBufferException)
        {
            return null;
        }

        return new Error(status, reason, message) { Metadata = metadata };
    }

    static (string Key, string Value) Entry(ByteString bytes)
    {
        var (key, value, input) = ("", "", bytes.CreateCodedInput());
        while (input.ReadTag() is not 0 and var tag)
            if (tag == 10) key = input.ReadString();
            else if (tag == 18) value = input.ReadString();
            else input.SkipLastField();
        return (key, value);
    }
}
