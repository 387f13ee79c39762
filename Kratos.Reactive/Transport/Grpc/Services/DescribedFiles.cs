using Google.Protobuf.Reflection;
using Kratos.Reactive.Protos.Reflection.V1;

namespace Kratos.Reactive;

/// <summary>The proto files behind some services, and all that is in them, by name.</summary>
sealed class DescribedFiles
{
    readonly IReadOnlyList<string> services;
    readonly Dictionary<string, FileDescriptor> files = new(StringComparer.Ordinal);
    readonly Dictionary<string, FileDescriptor> symbols = new(StringComparer.Ordinal);
    readonly Dictionary<string, SortedDictionary<int, FileDescriptor>> extensions = new(StringComparer.Ordinal);

    internal DescribedFiles(IReadOnlyList<Service> described)
    {
        services = [.. described.Select(static service => service.Name).Distinct().Order(StringComparer.Ordinal)];
        foreach (var service in described)
            if (service.Descriptor is { } descriptor) Add(descriptor.File);
    }

    /// <summary>The answer to a question; one that has none is answered too, with NOT_FOUND.</summary>
    internal ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        var answer = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case ServerReflectionRequest.MessageRequestOneofCase.ListServices:
                answer.ListServicesResponse = new ListServiceResponse { Service = { services.Select(static name => new ServiceResponse { Name = name }) } };
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileByFilename:
                Give(answer, files.GetValueOrDefault(request.FileByFilename), $"there is no file '{request.FileByFilename}' here");
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingSymbol:
                Give(answer, symbols.GetValueOrDefault(request.FileContainingSymbol), $"there is no '{request.FileContainingSymbol}' here");
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.FileContainingExtension:
                var (type, number) = (request.FileContainingExtension.ContainingType, request.FileContainingExtension.ExtensionNumber);
                Give(answer, extensions.GetValueOrDefault(type)?.GetValueOrDefault(number), $"there is no extension {number} of '{type}' here");
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType when symbols.ContainsKey(request.AllExtensionNumbersOfType):
                answer.AllExtensionNumbersResponse = new ExtensionNumberResponse
                {
                    BaseTypeName = request.AllExtensionNumbersOfType,
                    ExtensionNumber = { extensions.GetValueOrDefault(request.AllExtensionNumbersOfType)?.Keys ?? Enumerable.Empty<int>() },
                };
                break;
            case ServerReflectionRequest.MessageRequestOneofCase.AllExtensionNumbersOfType:
                Refuse(answer, GrpcCode.NotFound, $"there is no message '{request.AllExtensionNumbersOfType}' here");
                break;
            default:
                Refuse(answer, GrpcCode.InvalidArgument, "nothing was asked");
                break;
        }

        return answer;
    }

    static void Give(ServerReflectionResponse answer, FileDescriptor? file, string otherwise)
    {
        if (file is null) Refuse(answer, GrpcCode.NotFound, otherwise);
        else answer.FileDescriptorResponse = new FileDescriptorResponse { FileDescriptorProto = { Needed(file, []).Select(static needed => needed.SerializedData) } };
    }

    static void Refuse(ServerReflectionResponse answer, GrpcCode code, string why) => answer.ErrorResponse = new ErrorResponse { ErrorCode = (int)code, ErrorMessage = why };

    // The file, and all that it needs.
    static IEnumerable<FileDescriptor> Needed(FileDescriptor file, HashSet<string> seen) =>
        seen.Add(file.Name) ? file.Dependencies.SelectMany(other => Needed(other, seen)).Prepend(file) : [];

    void Add(FileDescriptor file)
    {
        if (!files.TryAdd(file.Name, file)) return;
        foreach (var service in file.Services)
        {
            symbols[service.FullName] = file;
            foreach (var method in service.Methods) symbols[method.FullName] = file;
        }

        foreach (var message in file.MessageTypes) Add(message);
        foreach (var type in file.EnumTypes) Add(type);
        foreach (var extension in file.Extensions.UnorderedExtensions) Extend(extension);
        foreach (var other in file.Dependencies) Add(other);
    }

    void Add(MessageDescriptor message)
    {
        symbols[message.FullName] = message.File;
        foreach (var field in message.Fields.InDeclarationOrder()) symbols[field.FullName] = message.File;
        foreach (var oneof in message.Oneofs) symbols[oneof.FullName] = message.File;
        foreach (var inner in message.NestedTypes) Add(inner);
        foreach (var type in message.EnumTypes) Add(type);
        foreach (var extension in message.Extensions.UnorderedExtensions) Extend(extension);
    }

    void Add(EnumDescriptor type)
    {
        symbols[type.FullName] = type.File;
        foreach (var value in type.Values) symbols[value.FullName] = type.File;
    }

    void Extend(FieldDescriptor extension)
    {
        symbols[extension.FullName] = extension.File;
        if (!extensions.TryGetValue(extension.ExtendeeType.FullName, out var numbers)) extensions[extension.ExtendeeType.FullName] = numbers = [];
        numbers[extension.FieldNumber] = extension.File;
    }
}
